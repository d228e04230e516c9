/** An answer with a status of its own, for calls that can succeed in several ways (200 or 202). */
export class Reply<S extends number, B> {
  readonly status: S;
  readonly body: B;

  constructor(status: S, body: B) {
    this.status = status;
    this.body = body;
  }
}

export function reply<const S extends number, B>(status: S, body: B): Reply<S, B> {
  return new Reply(status, body);
}
