/**
 * For client components: a bundle takes what they use of it (`sideEffects` in package.json). A server component, and the
 * root layout's providers, import the file itself: through this list every page would load every primitive.
 */
export * from './badge.tsx';
export * from './button.tsx';
export * from './checkbox.tsx';
export * from './code-block.tsx';
export * from './command.tsx';
export * from './confirm-dialog.tsx';
export * from './delete-dialog.tsx';
export * from './context-menu.tsx';
export * from './copy-button.tsx';
export * from './data-table.tsx';
export * from './dialog.tsx';
export * from './dropdown-menu.tsx';
export * from './empty-state.tsx';
export * from './error-state.tsx';
export * from './field.tsx';
export * from './file-chip.tsx';
export * from './form.tsx';
export * from './icon-button.tsx';
export * from './input.tsx';
export * from './json-view.tsx';
export * from './kbd.tsx';
export * from './label.tsx';
export * from './meter.tsx';
export * from './popover.tsx';
export * from './resizable.tsx';
export * from './scroll-area.tsx';
export * from './segmented-control.tsx';
export * from './select.tsx';
export * from './skeleton.tsx';
export * from './spinner.tsx';
export * from './switch.tsx';
export * from './tabs.tsx';
export * from './time.tsx';
export * from './toast.tsx';
export * from './tooltip.tsx';
export * from './cn.ts';
