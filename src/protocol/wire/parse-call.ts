import * as v from 'valibot'
import { ProtocolError } from '../../shared/errors.ts'
import {
  METHODS,
  NOTICES,
  type Method,
  type Notice,
  type NoticeParams,
  type Params,
  type Result,
} from './methods.ts'

/**
 * What MessageSchema leaves open: params and results, checked against the tables by name. All throw ProtocolError BAD_MESSAGE,
 * or BAD_JSON when keys are not in the schema's order.
 */
export function parseParams<M extends Method>(method: M, received: object): Params<M> {
  return parseExactly(METHODS[method].params, received) as Params<M>
}

export function parseResult<M extends Method>(method: M, received: object): Result<M> {
  return parseExactly(METHODS[method].result, received) as Result<M>
}

export function parseNoticeParams<N extends Notice>(notice: N, received: object): NoticeParams<N> {
  return parseExactly(NOTICES[notice], received) as NoticeParams<N>
}

export function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name)
}

export function isNotice(name: string): name is Notice {
  return Object.hasOwn(NOTICES, name)
}

/** `received` stood canonically in strict JSON; it must also be written the way that the schema writes it. */
function parseExactly(schema: v.GenericSchema, received: object): unknown {
  const parsed = v.safeParse(schema, received, { abortEarly: true })
  if (!parsed.success) throw new ProtocolError('BAD_MESSAGE', parsed.issues[0].type)
  if (JSON.stringify(parsed.output) !== JSON.stringify(received))
    throw new ProtocolError('BAD_JSON', 'keys out of order')
  return parsed.output
}
