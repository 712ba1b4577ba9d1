import * as v from 'valibot'
import { ProtocolError } from '../shared/errors.ts'

const MAX_DEPTH = 8

/**
 * Parses JSON that must be exactly what `JSON.stringify` writes for the schema's own output: the expected keys in the schema's
 * order, once each, no other spelling. Throws ProtocolError BAD_JSON, or BAD_MESSAGE when the shape is not the schema's.
 */
export function parseStrictJson<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
): v.InferOutput<S> {
  let text: string
  let value: unknown
  try {
    text = decoder.decode(bytes)
    if (nestingDepth(text) > MAX_DEPTH) throw new ProtocolError('BAD_JSON', 'nested too deeply')
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause
    throw new ProtocolError('BAD_JSON', '', { cause })
  }
  const parsed = v.safeParse(schema, value, { abortEarly: true })
  if (!parsed.success) throw new ProtocolError('BAD_MESSAGE', describeIssue(parsed.issues[0]))
  if (JSON.stringify(parsed.output) !== text) throw new ProtocolError('BAD_JSON', 'not canonical')
  return parsed.output
}

/** The only way this protocol writes JSON; `value` must have been built in its schema's key order. */
export function encodeJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8')
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Found without parsing, so that hostile nesting costs one pass. */
function nestingDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (isInString) {
      if (unit === 0x5c) i++
      else if (unit === 0x22) isInString = false
    } else if (unit === 0x22) isInString = true
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (unit === 0x7d || unit === 0x5d) depth--
  }
  return deepest
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? ''
  return `${path} ${issue.type}`.trim()
}
