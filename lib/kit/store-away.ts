/**
 * What the product itself keeps cannot be reached now. That says nothing of the step that wanted it: its run is given
 * back and goes on elsewhere or later, from what is recorded.
 */
export class StoreAway extends Error {
  constructor(cause: unknown) {
    super('the store is away', { cause });
    this.name = 'StoreAway';
  }
}
