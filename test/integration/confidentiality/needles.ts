/** How something looks when it lies about: one way of writing it down. */
export interface Needle {
  readonly name: string
  readonly bytes: Buffer
}

/** A text in every encoding in which a program might have written it down by mistake. */
export function needlesOfText(name: string, text: string): readonly Needle[] {
  const utf16 = Buffer.from(text, 'utf16le')
  return [
    ...needlesOfBytes(`${name} as UTF-8`, Buffer.from(text)),
    ...needlesOfBytes(`${name} as UTF-16LE`, utf16),
    ...needlesOfBytes(`${name} as UTF-16BE`, Buffer.from(utf16).swap16()),
  ]
}

/** Bytes as they are, in hexadecimal digits, and in both kinds of base64 wherever in a longer text they begin. */
export function needlesOfBytes(name: string, bytes: Buffer): readonly Needle[] {
  const needles: Needle[] = [
    { name, bytes },
    { name: `${name} in hex`, bytes: Buffer.from(bytes.toString('hex')) },
    { name: `${name} in upper-case hex`, bytes: Buffer.from(bytes.toString('hex').toUpperCase()) },
  ]
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    // Digits that also depend on what stands before and behind are left out.
    const from = Math.ceil((offset * 8) / 6)
    const to = Math.floor((padded.length * 8) / 6)
    for (const encoding of ['base64', 'base64url'] as const) {
      const digits = padded.toString(encoding).slice(from, to)
      needles.push({ name: `${name} in ${encoding} at ${offset}`, bytes: Buffer.from(digits) })
    }
  }
  return needles
}

/** A place where something may lie, and what lies there. */
export interface Place {
  readonly name: string
  readonly bytes: Buffer
}

/** Where needles are found, as `needle: place`; line ends inside of encoded text hide nothing. */
export function find(needles: readonly Needle[], places: readonly Place[]): readonly string[] {
  return places.flatMap(({ name, bytes }) => {
    const unbroken = Buffer.from(bytes.toString('latin1').replaceAll(/[\r\n]/g, ''), 'latin1')
    return needles
      .filter((needle) => bytes.includes(needle.bytes) || unbroken.includes(needle.bytes))
      .map((needle) => `${needle.name}: ${name}`)
  })
}
