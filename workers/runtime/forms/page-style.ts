import { createHash } from 'node:crypto';

/** The one style sheet of the pages. Colours are the tokens of the web app (`app/globals.css`). */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--canvas:oklch(.977 .003 255);--surface:oklch(1 0 255);--subtle:oklch(.966 .004 255);--line:oklch(.905 .006 255);--line-strong:oklch(.8 .01 255);--ink:oklch(.23 .015 258);--muted:oklch(.45 .017 258);--faint:oklch(.51 .016 258);--accent:oklch(.51 .19 264);--accent-hover:oklch(.46 .19 264);--accent-fg:oklch(.99 .005 264);--accent-subtle:oklch(.955 .022 264);--accent-text:oklch(.48 .19 264);--success:oklch(.48 .12 155);--success-subtle:oklch(.96 .03 155);--warning:oklch(.5 .11 70);--warning-subtle:oklch(.965 .035 80);--error:oklch(.51 .19 27);--error-subtle:oklch(.96 .018 20)}
@media (prefers-color-scheme:dark){:root{--canvas:oklch(.17 .008 258);--surface:oklch(.205 .009 258);--subtle:oklch(.235 .01 258);--line:oklch(.3 .012 258);--line-strong:oklch(.42 .015 258);--ink:oklch(.95 .005 258);--muted:oklch(.76 .012 258);--faint:oklch(.68 .013 258);--accent:oklch(.55 .19 264);--accent-hover:oklch(.51 .19 264);--accent-subtle:oklch(.29 .06 264);--accent-text:oklch(.77 .12 264);--success:oklch(.78 .14 155);--success-subtle:oklch(.28 .045 155);--warning:oklch(.81 .13 80);--warning-subtle:oklch(.29 .045 75);--error:oklch(.75 .14 22);--error-subtle:oklch(.265 .045 22)}}
*,::before,::after{box-sizing:border-box}
html{background:var(--canvas);-webkit-text-size-adjust:100%;text-size-adjust:100%}
:lang(ko){word-break:keep-all}
body{margin:0;min-height:100dvh;display:flex;flex-direction:column;align-items:center;background:var(--canvas);color:var(--ink);font:400 1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Pretendard','Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',sans-serif;-webkit-font-smoothing:antialiased;padding:3.5rem 1.25rem 2rem;overflow-wrap:anywhere}
main{width:100%;max-width:37.5rem;background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:2.5rem;box-shadow:0 1px 2px rgb(15 20 35/.04),0 12px 32px -16px rgb(15 20 35/.12)}
h1{font-size:1.75rem;line-height:1.25;font-weight:650;letter-spacing:-.018em;margin:0;text-wrap:balance}
p{margin:0}
.lead{color:var(--muted);margin-top:.75rem;white-space:pre-line}
.who{color:var(--muted);font-size:.875rem;margin-top:.75rem}
form{margin-top:2rem;display:flex;flex-direction:column;gap:1.625rem}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend,.label{display:block;padding:0;font-weight:550;font-size:.9375rem;line-height:1.4;margin-bottom:.5rem}
.optional{color:var(--faint);font-weight:400;font-size:.8125rem;margin-left:.375rem}
.help{color:var(--muted);font-size:.875rem;line-height:1.45;margin:-.25rem 0 .5rem;white-space:pre-line}
.fault{display:flex;gap:.4rem;align-items:flex-start;color:var(--error);font-size:.875rem;line-height:1.4;margin-top:.5rem}
.fault::before{content:'!';flex:none;width:1.125rem;height:1.125rem;margin-top:.05rem;border-radius:50%;background:var(--error);color:var(--surface);font-weight:700;font-size:.75rem;line-height:1.125rem;text-align:center}
input,textarea,select,button{font:inherit;color:inherit;margin:0}
.control{display:block;width:100%;min-height:2.875rem;padding:.625rem .875rem;background:var(--surface);border:1px solid var(--line-strong);border-radius:8px;line-height:1.5;transition:border-color .14s,box-shadow .14s}
textarea.control{min-height:7.5rem;resize:vertical}
select.control{appearance:none;padding-right:2.5rem;background-image:linear-gradient(45deg,transparent 50%,var(--muted) 50%),linear-gradient(135deg,var(--muted) 50%,transparent 50%);background-position:right 1.125rem top calc(50% + 1px),right .8125rem top calc(50% + 1px);background-size:5px 5px;background-repeat:no-repeat}
.control:hover{border-color:var(--muted)}
.control:focus,.option:focus-within,button:focus-visible,a:focus-visible{outline:0;border-color:var(--accent);box-shadow:0 0 0 3px color-mix(in oklab,var(--accent) 28%,transparent)}
.control::placeholder{color:var(--faint);opacity:1}
.control[aria-invalid]{border-color:var(--error)}
.short{max-width:13rem}
.options{display:flex;flex-direction:column;gap:.5rem}
.options.row{flex-direction:row;flex-wrap:wrap}
.row .option{flex:1 1 auto;gap:.5rem;padding-inline:.625rem}
.option{display:flex;gap:.75rem;align-items:flex-start;min-height:2.875rem;padding:.625rem .875rem;border:1px solid var(--line-strong);border-radius:8px;cursor:pointer;transition:border-color .14s,background-color .14s,box-shadow .14s}
.option:hover{border-color:var(--muted)}
.option:has(:checked){border-color:var(--accent);background:var(--accent-subtle)}
.option input{flex:none;width:1.125rem;height:1.125rem;margin:.1875rem 0 0;accent-color:var(--accent);outline:0}
.invalid .option{border-color:var(--error)}
.option .label{margin:0}
.option .help{margin:.125rem 0 0}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.875rem;padding:.625rem 1.5rem;border:1px solid transparent;border-radius:8px;background:var(--accent);color:var(--accent-fg);font-weight:600;text-decoration:none;cursor:pointer;transition:background-color .14s,box-shadow .14s}
.button:hover{background:var(--accent-hover)}
form .button{align-self:flex-start;min-width:9rem}
.notice{display:flex;flex-direction:column;gap:.25rem;border-radius:8px;padding:.75rem 1rem;font-size:.9375rem;line-height:1.45}
.notice.error{background:var(--error-subtle);color:var(--error)}
.notice.warning{background:var(--warning-subtle);color:var(--warning)}
main>.notice{margin-bottom:1.75rem}
.mark{display:flex;width:3rem;height:3rem;border-radius:50%;align-items:center;justify-content:center;margin-bottom:1.25rem}
.mark svg{width:1.5rem;height:1.5rem;fill:none;stroke:currentColor;stroke-width:2.25;stroke-linecap:round;stroke-linejoin:round}
.mark.success{background:var(--success-subtle);color:var(--success)}
.mark.error{background:var(--error-subtle);color:var(--error)}
.mark.quiet{background:var(--subtle);color:var(--muted)}
.result{margin-top:1.5rem;border:1px solid var(--line);border-radius:10px;background:var(--subtle);padding:1rem 1.125rem}
.result p{white-space:pre-wrap}
dl{margin:0;display:grid;gap:.875rem}
dt{color:var(--muted);font-size:.8125rem}
dd{margin:.125rem 0 0;white-space:pre-wrap}
.result+.result{margin-top:.75rem}
.result h2{font-size:.8125rem;font-weight:550;color:var(--muted);margin:0 0 .375rem}
.result ul{margin:0;padding-left:1.125rem}
pre,code{font:.8125rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:0;white-space:pre-wrap}
.actions{margin-top:1.75rem;display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center}
a{color:var(--accent-text);border-radius:4px;text-underline-offset:.2em}
a.button{color:var(--accent-fg);border-radius:8px}
footer{margin-top:1.5rem;max-width:37.5rem;color:var(--faint);font-size:.8125rem;line-height:1.5;text-align:center}
@media (max-width:33rem){html,body{background:var(--surface)}body{padding:0}main{border:0;border-radius:0;box-shadow:none;padding:2rem 1.25rem 1.5rem;flex:none}h1{font-size:1.5rem}form .button{align-self:stretch}.short{max-width:none}footer{padding:.5rem 1.25rem 2rem;margin-top:auto}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
`;

const styleHash = createHash('sha256').update(PAGE_STYLE).digest('base64');

/** No scripts, no pictures, nothing from elsewhere: the one style sheet, and a form that goes back to where it came from. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
