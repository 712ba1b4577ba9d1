import { ProtocolError } from '../shared/errors.ts'

/** `LP(tag, p1..pn)`: u8 length and tag, then u32be length and bytes of each part. */
export function lp(tag: string, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const tagBytes = Buffer.from(tag, 'ascii')
  return Buffer.concat([
    Buffer.from([tagBytes.length]),
    tagBytes,
    encodeParts(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part))),
  ])
}

/** Several byte strings in one body: u32be length and bytes of each. */
export function encodeParts(parts: readonly Uint8Array[]): Buffer {
  let size = 0
  for (const part of parts) size += 4 + part.length
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for (const part of parts) {
    at = out.writeUInt32BE(part.length, at)
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Reads what `encodeParts` wrote, as views of `bytes`; throws ProtocolError BAD_MESSAGE on anything else or too many. */
export function decodeParts(bytes: Uint8Array, maxParts: number): Buffer[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Buffer[] = []
  let at = 0
  while (at < buffer.length) {
    if (parts.length === maxParts) throw new ProtocolError('BAD_MESSAGE', 'too many parts')
    if (at + 4 > buffer.length) throw new ProtocolError('BAD_MESSAGE', 'part cut short')
    const end = at + 4 + buffer.readUInt32BE(at)
    if (end > buffer.length) throw new ProtocolError('BAD_MESSAGE', 'part cut short')
    parts.push(buffer.subarray(at + 4, end))
    at = end
  }
  return parts
}
