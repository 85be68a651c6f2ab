import type { paths } from './api-types.ts'

/** Every path that answers a GET with JSON. */
export type GetPath = keyof paths

type Operation<Path extends GetPath> = paths[Path]['get']
type Parameters<Path extends GetPath> = Operation<Path>['parameters']

/** What a path answers. */
export type GetAnswer<Path extends GetPath> = Operation<Path>['responses'][200]['content']['application/json']

/** The query of a path. */
export type GetQuery<Path extends GetPath> =
  Parameters<Path> extends { readonly query?: infer Query } ? Query : Record<never, never>

/** What a path is asked with: the names in it, its query, and a signal that gives up. */
export type GetOptions<Path extends GetPath> = {
  readonly query?: GetQuery<Path>
  readonly signal?: AbortSignal
} & (Parameters<Path> extends { readonly path: infer Names }
  ? { readonly path: Names }
  : { readonly path?: undefined })

/** Options may be left out where the path has no names in it. */
export type GetArguments<Path extends GetPath> =
  Parameters<Path> extends { readonly path: unknown }
    ? [options: GetOptions<Path>]
    : [options?: GetOptions<Path>]

/** Paths whose answer is a list that goes on: by `cursor`, or by `after`. */
export type PagedPath = {
  [Path in GetPath]: GetAnswer<Path> extends readonly unknown[]
    ? GetQuery<Path> extends { readonly cursor?: string } | { readonly after?: number }
      ? 'cursor' extends keyof GetQuery<Path>
        ? Path
        : 'after' extends keyof GetQuery<Path>
          ? Path
          : never
      : never
    : never
}[GetPath]
