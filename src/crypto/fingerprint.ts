import { wordlist } from '@scure/bip39/wordlists/english.js'

const HEX_PER_GROUP = 4
const BITS_PER_WORD = 11

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
