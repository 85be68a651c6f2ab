import type { Options } from 'tsup'

/** One build for every package: ESM only, types and source maps beside it. */
export const shared: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node22',
  dts: true,
  sourcemap: true,
  clean: true,
}
