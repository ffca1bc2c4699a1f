/**
 * The permutation of least total cost: for each row of an n × n matrix the column it is given, by shortest augmenting
 * paths, O(n³). Costs may be negative.
 *
 * Source: Jonker, Volgenant 1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems".
 */
export function assign(cost: Float64Array, n: number): Int32Array {
  // Row n stands for none; columns are visited along one path at a time.
  const [rowPrice, columnPrice] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  const rowOf = new Int32Array(n + 1).fill(n);
  const from = new Int32Array(n + 1);
  for (let row = 0; row < n; row++) {
    rowOf[n] = row;
    let column = n;
    const distance = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(n + 1);
    while (rowOf[column] !== n) {
      visited[column] = 1;
      const at = rowOf[column]!;
      let next = -1;
      for (let j = 0; j < n; j++) {
        if (visited[j]) continue;
        const reduced = cost[at * n + j]! - rowPrice[at]! - columnPrice[j]!;
        if (reduced < distance[j]!) {
          distance[j] = reduced;
          from[j] = column;
        }
        if (next < 0 || distance[j]! < distance[next]!) next = j;
      }
      const step = distance[next]!;
      for (let j = 0; j <= n; j++) {
        if (visited[j]) {
          rowPrice[rowOf[j]!]! += step;
          columnPrice[j]! -= step;
        } else distance[j]! -= step;
      }
      column = next;
    }
    // The path is turned round: each column on it takes the row of the one before.
    while (column !== n) {
      rowOf[column] = rowOf[from[column]!]!;
      column = from[column]!;
    }
  }
  const columns = new Int32Array(n);
  for (let j = 0; j < n; j++) columns[rowOf[j]!] = j;
  return columns;
}
