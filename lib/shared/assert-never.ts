/** Proves at compile time that a switch is exhaustive; throws if data lied to the compiler. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
