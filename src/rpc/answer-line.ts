import * as v from 'valibot'
import {
  CODES,
  createError,
  createResult,
  describeIssues,
  describeRefusal,
  findId,
  RequestSchema,
  type ErrorObject,
  type Id,
  type Response,
} from './envelope.ts'
import type { MethodContext } from './method.ts'
import { METHODS } from './methods.ts'

/** A line of a million tiny requests would be answered by far more than it weighs. */
const BATCH_LENGTH_MAX = 1_000

/**
 * Carries out the request or the batch in one line; undefined when nothing of it wants an answer. Every action has begun when
 * this returns its promise, so lines given in order act in order. `onBug` hears of what no one expected, after the answer.
 */
export async function answerLine(
  line: Buffer,
  context: MethodContext,
  onBug: (error: unknown) => void,
): Promise<Response | readonly Response[] | undefined> {
  const parsed = parseLine(line)
  if (parsed === undefined) return refuse(null, CODES.parse, 'Parse error: the line is not JSON.')
  if (!Array.isArray(parsed.value)) return answerRequest(parsed.value, context, onBug)
  const batch: readonly unknown[] = parsed.value
  if (batch.length === 0) return refuse(null, CODES.invalidRequest, 'Invalid request: empty batch.')
  if (batch.length > BATCH_LENGTH_MAX) {
    const message = `Invalid request: a batch of more than ${BATCH_LENGTH_MAX}.`
    return refuse(null, CODES.invalidRequest, message)
  }
  const answers = await Promise.all(batch.map((one) => answerRequest(one, context, onBug)))
  const wanted = answers.filter((answer) => answer !== undefined)
  return wanted.length === 0 ? undefined : wanted
}

export function refuseLongLine(limit: number): Response {
  return refuse(null, CODES.invalidRequest, `Invalid request: a line over ${limit} bytes.`)
}

async function answerRequest(
  value: unknown,
  context: MethodContext,
  onBug: (error: unknown) => void,
): Promise<Response | undefined> {
  const request = v.safeParse(RequestSchema, value)
  if (!request.success) {
    return refuse(findId(value), CODES.invalidRequest, 'Invalid request: not JSON-RPC 2.0.')
  }
  const { method: name, params = {}, id } = request.output
  const outcome = await call(name, params, context, onBug)
  // Without an id it was a notification, which is never answered.
  if (id === undefined) return undefined
  return 'error' in outcome ? createError(id, outcome.error) : createResult(id, outcome.result)
}

async function call(
  name: string,
  params: unknown,
  context: MethodContext,
  onBug: (error: unknown) => void,
): Promise<{ result: object } | { error: ErrorObject }> {
  const method = METHODS.get(name)
  if (method === undefined) {
    return { error: { code: CODES.unknownMethod, message: `Method not found: ${name}` } }
  }
  const checked = v.safeParse(method.params, params)
  if (!checked.success) return { error: describeIssues(checked.issues) }
  try {
    return { result: await method.run(context, checked.output) }
  } catch (error) {
    const refusal = describeRefusal(error)
    if (refusal !== undefined) return { error: refusal }
    onBug(error)
    return { error: { code: CODES.internal, message: 'Internal error.' } }
  }
}

function parseLine(line: Buffer): { value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(line)
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return undefined
  }
}

function refuse(id: Id, code: number, message: string): Response {
  return createError(id, { code, message })
}
