import * as v from 'valibot'
import { describeError } from '../i18n/describe-error.ts'
import { isChatError, ProtocolError } from '../shared/errors.ts'

/** JSON-RPC 2.0's own codes, and one for everything that chatp2p refuses: `data.code` says what it is. */
export const CODES = {
  parse: -32_700,
  invalidRequest: -32_600,
  unknownMethod: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  refused: -32_000,
} as const

const IdSchema = v.union([v.string(), v.number(), v.null()])
export type Id = v.InferOutput<typeof IdSchema>

export const RequestSchema = v.strictObject({
  jsonrpc: v.literal('2.0'),
  method: v.string(),
  params: v.optional(v.union([v.record(v.string(), v.unknown()), v.array(v.unknown())])),
  id: v.optional(IdSchema),
})

export type Response =
  | { readonly jsonrpc: '2.0'; readonly id: Id; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: Id; readonly error: ErrorObject }

export interface ErrorObject {
  readonly code: number
  readonly message: string
  readonly data?: Readonly<Record<string, unknown>>
}

export function createResult(id: Id, result: unknown): Response {
  return { jsonrpc: '2.0', id, result }
}

export function createError(id: Id, error: ErrorObject): Response {
  return { jsonrpc: '2.0', id, error }
}

export function createNotification(method: string, params: object): object {
  return { jsonrpc: '2.0', method, params }
}

/** The id of something that is no valid request, where it can be told; else null, as JSON-RPC wants it. */
export function findId(value: unknown): Id {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return v.is(IdSchema, value.id) ? value.id : null
}

/** What a refused action says; undefined for a bug. Scripts read codes, so the sentences are always English. */
export function describeRefusal(error: unknown): ErrorObject | undefined {
  if (isChatError(error)) {
    const data = {
      code: error.code,
      ...(error.subject === '' ? {} : { subject: error.subject }),
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    }
    return { code: CODES.refused, message: describeError('en', error) ?? error.code, data }
  }
  if (error instanceof ProtocolError) {
    const message = 'The other side broke the protocol.'
    return { code: CODES.refused, message, data: { code: error.code } }
  }
  return undefined
}

/** The first thing that is wrong with params, with the path to it. */
export function describeIssues(issues: readonly v.BaseIssue<unknown>[]): ErrorObject {
  const [issue] = issues
  const path = issue === undefined ? null : v.getDotPath(issue)
  const where = path === null ? 'params' : `params.${path}`
  return {
    code: CODES.invalidParams,
    message: `Invalid params: ${where}: ${issue?.message ?? 'wrong'}`,
    data: { code: 'INVALID_PARAMS', subject: where },
  }
}
