import * as v from 'valibot'
import { CountSchema, KidSchema } from '../ids.ts'
import { RELAY_WINDOW_BYTES } from '../limits.ts'

const EmptySchema = v.strictObject({})
/** Named by the tracker; the same at both ends. */
const TunnelSchema = v.pipe(CountSchema, v.minValue(1))

/** Requests about tunnels: bytes that a tracker carries between two users who cannot reach each other. Part of METHODS. */
export const RELAY_METHODS = {
  /** To a tracker: carry bytes between the asker and that user from now on. UNSUPPORTED where that is switched off. */
  'relay.open': {
    params: v.strictObject({ kid: KidSchema }),
    result: v.strictObject({ tunnel: TunnelSchema }),
  },
  /** By a tracker: that user wants the tunnel; what comes through it is his TLS as a client. */
  'relay.take': {
    params: v.strictObject({ tunnel: TunnelSchema, from: KidSchema }),
    result: EmptySchema,
  },
} as const

export const RELAY_NOTICES = {
  /** Body: 1 to RELAY_DATA_BYTES bytes of the stream. */
  'relay.data': v.strictObject({ tunnel: TunnelSchema }),
  /** The receiver may send so many bytes more, beyond the RELAY_WINDOW_BYTES of the beginning. */
  'relay.credit': v.strictObject({
    tunnel: TunnelSchema,
    bytes: v.pipe(CountSchema, v.minValue(1), v.maxValue(RELAY_WINDOW_BYTES)),
  }),
  /** Nothing more goes through this tunnel, either way. `code`: why, where the tracker ended it. */
  'relay.end': v.strictObject({
    tunnel: TunnelSchema,
    code: v.nullable(v.picklist(['RELAY_QUOTA'])),
    retryAfterMs: v.nullable(CountSchema),
  }),
} as const
