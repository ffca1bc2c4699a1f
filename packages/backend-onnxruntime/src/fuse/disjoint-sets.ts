/** Sets of numbers that grow together: which of them belong to one another. */
export class DisjointSets {
  private readonly parents = new Map<number, number>();

  /** A member that stands for the whole set of `x`. */
  find(x: number): number {
    let root = x;
    for (let parent = this.parents.get(root); parent !== undefined; parent = this.parents.get(root)) root = parent;
    // Shorter ways for the next time.
    for (let at = x; at !== root; ) {
      const parent = this.parents.get(at)!;
      this.parents.set(at, root);
      at = parent;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x !== y) this.parents.set(y, x);
  }

  /** `items` by set: two are together when what `memberOf` says of them is. */
  group<T>(items: readonly T[], memberOf: (item: T) => number): T[][] {
    const groups = new Map<number, T[]>();
    for (const item of items) {
      const root = this.find(memberOf(item));
      const group = groups.get(root);
      if (group) group.push(item);
      else groups.set(root, [item]);
    }
    return [...groups.values()];
  }
}
