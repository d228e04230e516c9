/**
 * Texts that break out of a page, a file, a terminal or a layout where something takes them for more than text. Whatever
 * script among them runs calls `pwned`, whatever markup among them reaches the document carries `data-hostile`, and
 * whatever loads asks `hostile.invalid`.
 */
const markup = [
  '<img data-hostile src=x onerror=pwned(1)>',
  '"><script data-hostile>pwned(2)</script>',
  "'><svg data-hostile onload=pwned(3)><a xlink:href=javascript:pwned(3)>x</a></svg>",
  '<math data-hostile><mtext><mglyph><style><!--</style><img data-hostile src=x onerror=pwned(4)>',
  '</textarea></title></style><iframe data-hostile srcdoc="<script>parent.pwned(5)</script>">',
  '<link data-hostile rel=stylesheet href=//hostile.invalid/a.css><base data-hostile href=//hostile.invalid/>',
  '<form data-hostile action=//hostile.invalid><button formaction=javascript:pwned(6)>go</button></form>',
  '![x](https://hostile.invalid/pixel.png) [click](javascript:pwned(7)) <https://hostile.invalid>',
  'javascript:pwned(8)',
  'java\u00adscript:pwned(9)//<a data-hostile href="javascript:pwned(9)">',
  'data:text/html,<script data-hostile>pwned(10)</script>',
  '\\u003cimg data-hostile src=x onerror=pwned(11)\\u003e &lt;img data-hostile src=x onerror=pwned(11)&gt;',
  '</script><script data-hostile>pwned(12)</script><!--',
  '<<SCRIPT data-hostile>pwned(13);//<</SCRIPT>',
  '<details data-hostile open ontoggle=pwned(14)><video data-hostile><source onerror=pwned(14)>',
];
const templates = [
  '{{ constructor.constructor("pwned(20)")() }}',
  '${pwned(21)} #{pwned(21)} <%= pwned(21) %> {% raw %}',
  '{count, plural, =0 {<b data-hostile>x</b>}} {name} <b data-hostile>rich</b>',
  '=HYPERLINK("https://hostile.invalid","x") @SUM(1) +1+cmd|\' /C calc\'!A0',
  '%s %d %o %c {0} $1 $& %00 %2e%2e%2f..\\..\\../../etc/passwd',
];
const shapes = [
  `${'W'.repeat(190)}!`,
  'العربية مع אותיות עבריות וטקסט ארוך من اليمين إلى اليسار (abc) 123',
  '\u202Eevil\u202C \u2066isolate \u200Bzero\u200Dwidth\uFEFF \u061C\u2069\u2028\u2029end',
  `Z${'\u0334\u0321\u033a\u0353'.repeat(30)}algo`,
  '👩‍👩‍👧‍👦'.repeat(17),
  'null',
  '__proto__',
  'undefined NaN -0 1e999 true [] {}',
];
/** Control characters: refused in names, data elsewhere. */
const controls = [
  'nul\u0000byte',
  '\u001b[2J\u001b]0;title\u0007\u001b[31mred\u009b31m',
  'line\r\nSet-Cookie: hostile=1\r\n\r\n<b data-hostile>',
];

/** One line each, at most 200 characters: fits every name. */
export const names: readonly string[] = [...markup, ...templates, ...shapes];
/** For free text that keeps everything but U+0000. */
export const prose: string = [...names, ...controls.slice(1)].join('\n');
/** For what takes any JSON. */
export const value = {
  list: [...names, ...controls, null],
  ...Object.fromEntries([...names, ...controls].map((text) => [text, text])),
};
