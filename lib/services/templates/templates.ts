import type { Template } from '#lib/contracts/api/catalogue.ts';
import { checkRefund } from './check-refund.ts';
import { comparePackages } from './compare-packages.ts';
import { currentWeather } from './current-weather.ts';
import { feedbackForm } from './feedback-form.ts';
import { githubRepository } from './github-repository.ts';
import { loanCalculator } from './loan-calculator.ts';
import { sayHello } from './say-hello.ts';
import { topStories } from './top-stories.ts';

/** Every starter, the simplest first. */
export const templates: readonly Template[] = [
  sayHello,
  currentWeather,
  topStories,
  checkRefund,
  feedbackForm,
  loanCalculator,
  githubRepository,
  comparePackages,
];

export function findTemplate(id: string): Template | undefined {
  return templates.find((template) => template.id === id);
}
