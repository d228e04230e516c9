/** A JSON Pointer (RFC 6901) to a member by its name: `/a~1b`. */
export function pointerOf(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
