/** Looks that select, dropdown, context menu and command list share. */
export const menuPanelStyles =
  'z-50 min-w-40 animate-pop overflow-auto rounded-control border border-line bg-surface p-1 text-sm text-ink shadow-float';
export const menuItemStyles =
  'relative flex min-h-7 cursor-default items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-disabled:pointer-events-none data-disabled:opacity-50 data-highlighted:bg-hover data-[danger]:text-error [&_svg]:size-4 [&_svg]:shrink-0 [&>svg]:text-faint data-[danger]:[&>svg]:text-error';
