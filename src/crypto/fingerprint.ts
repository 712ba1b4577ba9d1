import type { Kid } from '../protocol/ids.ts'
import { toB64 } from '../shared/bytes.ts'
import { H } from './hash.ts'
import { wordlist } from '@scure/bip39/wordlists/english.js'

const HEX_PER_GROUP = 4
const BITS_PER_WORD = 11
const WORDS = 8
const DIGIT_GROUPS = 8
const DIGITS_PER_GROUP = 5
const BYTES_PER_GROUP = 4
const CODE_BYTES = 16

/** A kid or trackerId for the eye: lower hex in 16 groups of four. */
export function formatFingerprint(kid: string): string {
  const hex = Buffer.from(kid, 'base64url').toString('hex')
  return (hex.match(new RegExp(`.{1,${HEX_PER_GROUP}}`, 'g')) ?? []).join(' ')
}

/**
 * The first 11·count bits of a kid or trackerId for the ear. Always English, so that two people whose programs speak
 * different languages read the same words to each other.
 */
export function fingerprintWords(kid: string, count: number = 6): string {
  const bytes = Buffer.from(kid, 'base64url')
  const words: string[] = []
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    held += 8
    if (held < BITS_PER_WORD) continue
    held -= BITS_PER_WORD
    const word = wordlist[bits >>> held]
    bits &= (1 << held) - 1
    if (word !== undefined && words.length < count) words.push(word)
  }
  return words.join(' ')
}

/** What two people compare: the same at both when neither key was exchanged on its way. */
export interface SafetyCode {
  /** 88 bits as words. */
  readonly words: string
  /** 40 digits, in groups of five. */
  readonly digits: string
  /** 128 bits for a QR code, in its alphanumeric letters. */
  readonly qr: string
}

/** The code of two identities: H("safety", sorted kids). */
export function safetyCode(a: Kid, b: Kid): SafetyCode {
  const hash = H('safety', ...[a, b].toSorted())
  const groups = Array.from({ length: DIGIT_GROUPS }, (_, index) =>
    String(hash.readUInt32BE(index * BYTES_PER_GROUP) % 10 ** DIGITS_PER_GROUP).padStart(
      DIGITS_PER_GROUP,
      '0',
    ),
  )
  return {
    words: fingerprintWords(toB64(hash), WORDS),
    digits: groups.join(' '),
    qr: `CHATP2P:${hash.subarray(0, CODE_BYTES).toString('hex').toUpperCase()}`,
  }
}
