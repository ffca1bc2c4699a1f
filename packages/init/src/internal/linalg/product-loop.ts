import { type Local, WasmFunction } from '@saddlepoint/tensor/wasm';
import { advance, ladder, sum } from './addresses.js';

/** Rows and vectors of four columns that are kept in registers at a time. */
const [rowsAtOnce, vectorsAtOnce] = [4, 2];

/**
 * C += A · B in tiles of 4 × 8, each summed over the whole depth in registers. Parameters: address and row distance of C,
 * A and B, number of rows, and the columns and the depth in bytes.
 */
export function productLoop(): WasmFunction {
  const f = new WasmFunction('addProduct', new Array(9).fill('i32'));
  const [c, strideC, a, strideA, b, strideB, rows, columns, depth] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const row = f.local('i32');
  f.while(
    () => f.get(row).get(rows).op('i32.lt_u'),
    () => {
      const column = f.local('i32');
      f.i32(0).set(column);
      f.while(
        () => f.get(column).get(columns).op('i32.lt_u'),
        () => {
          const target = sum(f, c, column);
          tile(f, { target, strideC, a, strideA, from: sum(f, b, column), strideB, depth });
          advance(f, column, 16 * vectorsAtOnce);
        },
      );
      for (const [pointer, stride] of [
        [c, strideC],
        [a, strideA],
      ] as const) {
        f.get(pointer).get(stride).i32(rowsAtOnce).op('i32.mul').op('i32.add').set(pointer);
      }
      advance(f, row, rowsAtOnce);
    },
  );
  return f;
}

type Tile = Readonly<Record<'target' | 'strideC' | 'a' | 'strideA' | 'from' | 'strideB' | 'depth', Local>>;

function tile(f: WasmFunction, { target, strideC, a, strideA, from, strideB, depth }: Tile): void {
  const targets = ladder(f, rowsAtOnce, target, strideC);
  const lefts = ladder(f, rowsAtOnce, a, strideA);
  const sums = targets.map((at) =>
    vectors((v) =>
      f
        .get(at)
        .memory('v128.load', 16 * v)
        .keep('v128'),
    ),
  );
  const end = sum(f, a, depth);
  f.while(
    () => f.get(lefts[0]!).get(end).op('i32.lt_u'),
    () => {
      const right = vectors((v) =>
        f
          .get(from)
          .memory('v128.load', 16 * v)
          .keep('v128'),
      );
      lefts.forEach((left, r) => {
        const factor = f.get(left).memory('v128.load32_splat').keep('v128');
        vectors((v) => {
          const total = sums[r]![v]!;
          f.get(total).get(factor).get(right[v]!).op('f32x4.mul').op('f32x4.add').set(total);
        });
        advance(f, left, 4);
      });
      f.get(from).get(strideB).op('i32.add').set(from);
    },
  );
  targets.forEach((at, r) => {
    vectors((v) =>
      f
        .get(at)
        .get(sums[r]![v]!)
        .memory('v128.store', 16 * v),
    );
  });
}

const vectors = <T>(each: (v: number) => T): T[] => Array.from({ length: vectorsAtOnce }, (_, v) => each(v));
