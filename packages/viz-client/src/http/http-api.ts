import { VizClientError } from '../errors.ts'
import type { GetAnswer, GetArguments, GetPath, PagedPath } from './api-paths.ts'
import { type Answer, type Endpoint, parseJson } from './endpoint.ts'

/** The HTTP side of the API, typed by its OpenAPI document. */
export interface HttpApi {
  /**
   * Asks a path and gives its answer. In `query`, lists are sent comma-separated and what is `undefined` is left out.
   * @throws VizClientError `UNREACHABLE`, `REFUSED` with the problem, `ANSWER_MALFORMED`; the signal's reason
   */
  get<Path extends GetPath>(path: Path, ...options: GetArguments<Path>): Promise<GetAnswer<Path>>
  /**
   * Pages of a list, each when it is asked for, until nothing follows now. None is empty.
   * @throws as `get`
   */
  pages<Path extends PagedPath>(
    path: Path,
    ...options: GetArguments<Path>
  ): AsyncGenerator<GetAnswer<Path>, void>
}

/** What options of any path may have. */
interface AnyOptions {
  readonly path?: Readonly<Record<string, unknown>> | undefined
  readonly query?: object | undefined
  readonly signal?: AbortSignal | undefined
}

export function createHttpApi(endpoint: Endpoint): HttpApi {
  async function ask(path: string, options: AnyOptions, more: Record<string, string> = {}): Promise<Answer> {
    const names = options.path ?? {}
    const url = endpoint.url(
      path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(names[name]))),
    )
    for (const [name, value] of Object.entries({ ...options.query, ...more })) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    return await endpoint.ask('GET', url, options.signal)
  }

  async function get(path: string, options: AnyOptions = {}): Promise<unknown> {
    return bodyOf(path, await ask(path, options))
  }

  async function* pages(path: string, options: AnyOptions = {}): AsyncGenerator<unknown, void> {
    let more: Record<string, string> | null = {}
    while (more !== null) {
      const answer: Answer = await ask(path, options, more)
      const page = bodyOf(path, answer)
      if (!Array.isArray(page)) throw malformed(path, 'no list')
      if (page.length === 0) return
      yield page
      more = nextOf(answer.headers)
    }
  }

  // Typed by the document of the API, which the server is held to.
  return { get, pages } as unknown as HttpApi
}

/** Where the next page begins; `null`: nothing follows. */
function nextOf(headers: Headers): Record<string, string> | null {
  const cursor = headers.get('x-next-cursor')
  if (cursor !== null) return { cursor }
  const after = headers.get('x-next-after')
  return after === null ? null : { after }
}

function bodyOf(path: string, { text }: Answer): unknown {
  const body = parseJson(text)
  if (body === undefined) throw malformed(path, 'not JSON')
  return body
}

function malformed(path: string, why: string): VizClientError {
  return new VizClientError('ANSWER_MALFORMED', `GET ${path}: the answer is ${why}`, { retryable: false })
}
