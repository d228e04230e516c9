const namesOf = new WeakMap<object, ReadonlySet<string>>();

/** Remembers, beside a scope's `vars`, the names of variables whose values it must not hold. */
export function markSecretNames(vars: object, names: readonly string[]): void {
  namesOf.set(vars, new Set(names));
}

/** Whether a name that `vars` lacks is one of a secret variable. */
export function isSecretName(vars: object, name: string): boolean {
  return namesOf.get(vars)?.has(name) ?? false;
}
