import * as v from 'valibot'
import type { Peer } from '../peer/peer.ts'

export interface MethodContext {
  readonly peer: Peer
  readonly version: string
}

export interface Method {
  readonly params: v.GenericSchema<unknown>
  readonly run: (context: MethodContext, params: unknown) => Promise<object>
}

/** Ties a schema to the function that is given what it lets through. */
export function method<S extends v.GenericSchema<unknown>>(
  name: string,
  params: S,
  run: (context: MethodContext, params: v.InferOutput<S>) => Promise<object>,
): [string, Method] {
  return [name, { params, run: async (context, given) => run(context, v.parse(params, given)) }]
}
