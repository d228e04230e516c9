import { expect, test, type Page } from '@playwright/test';

/* What validation, a failed step and a refused request say is Korean on the screens; the API says it in English. */
test.use({ locale: 'ko-KR' });

const at = (x: number) => ({ x, y: 0 });
const wire = (id: string, source: string, target: string) => ({
  id,
  source: { node: source, port: 'out' },
  target: { node: target, port: 'in' },
});
const definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'n1', key: 'start', type: 'trigger.manual', version: 1, position: at(0), config: {} },
    {
      id: 'n2',
      key: 'get',
      type: 'http.request',
      version: 1,
      position: at(300),
      config: { method: 'GET', url: 'http://10.0.0.1/' },
    },
    { id: 'n3', key: 'code', type: 'data.code', version: 1, position: at(600), config: { code: 'return {' } },
    { id: 'n4', key: 'answer', type: 'core.return', version: 1, position: at(900), config: { value: '{{ inptu }}' } },
  ],
  edges: [wire('e1', 'n1', 'n2'), wire('e2', 'n2', 'n3')],
};

test('problems and errors are said in Korean, and in English by the API', async ({ page, baseURL }) => {
  await signUpInKorean(page);
  const slug = new URL(page.url()).pathname.split('/')[1]!;
  const headers = { origin: baseURL! };
  const made = await page.request.post('/api/v1/workflows', { headers, data: { name: '문제', definition } });
  expect(made.status()).toBe(201);
  const { id } = (await made.json()) as { id: string };

  await test.step('what validation finds', async () => {
    await page.goto(`/${slug}/workflows/${id}`);
    await page.getByRole('button', { name: /목록 보기$/ }).click();
    const list = page.locator('ul', { hasText: '노드 "answer"로 이어지는 것이 없어 실행되지 않습니다' }).last();
    await expect(list).toContainText('노드 "answer", "value" 필드: "inptu"이라는 이름이 없습니다');
    await expect(list).toContainText('"input"을(를) 찾으셨나요?');
    await expect(list).toContainText('노드 "code", "code" 필드: 1행 9열: 코드가 너무 일찍 끝납니다');
    for (const text of await list.locator('button').allTextContents()) expect(text).toMatch(/[가-힣]{2}/);
  });

  await test.step('a refused deployment', async () => {
    const refused = await page.request.post(`/api/v1/workflows/${id}/deploy`, { headers, data: {} });
    const problem = (await refused.json()) as { code: string; detail: string; errors: { params: object }[] };
    expect(problem).toMatchObject({ code: 'not_deployable', detail: expect.stringMatching(/^Node "/) });
    for (const error of problem.errors) expect(error.params).toHaveProperty('reason');
    await page.getByRole('button', { name: '배포', exact: true }).click();
    await expect(page.getByRole('dialog')).toContainText('노드 "code", "code" 필드: 1행 9열');
  });

  await test.step('a failed step', async () => {
    const ran = await page.request.post(`/api/v1/workflows/${id}/execute`, { headers, data: { input: {} } });
    const execution = (await ran.json()) as { id: string; error: { message: string } };
    expect(execution.error.message).toContain('"10.0.0.1" is an internal address');
    await page.goto(`/${slug}/executions/${execution.id}`);
    const said = '노드 "get": "10.0.0.1"은(는) 내부 주소입니다.';
    await expect(page.getByText(said).first()).toBeVisible();
    await page.goto(`/${slug}/executions`);
    await expect(page.getByText(said).first()).toBeVisible();
  });
});

async function signUpInKorean(page: Page): Promise<void> {
  await page.goto('/signup');
  await page.getByLabel('이름', { exact: true }).fill('한아');
  await page.getByLabel('이메일').fill(`problems-ko-${process.pid}-${Date.now()}@example.com`);
  await page.locator('input[type=password]').fill('correct horse battery staple');
  await page.getByLabel('워크스페이스 이름').fill('에이크미');
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await page.waitForURL(/\/workflows$/);
}
