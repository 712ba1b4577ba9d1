/** Bytes in what a person typed: `500 kB`, `10M`, `1.5 GB`, `1,5 GB`; undefined when it is no size. */
export function parseSize(typed: string): number | undefined {
  const [, number = '', unit = ''] = SIZE.exec(typed.trim().toLowerCase()) ?? []
  const factor = FACTORS[unit.replace(/(?:bytes?|b)$/, '')]
  const bytes = Math.round(Number(number.replace(',', '.')) * (factor ?? Number.NaN))
  return number !== '' && Number.isSafeInteger(bytes) ? bytes : undefined
}

const SIZE = /^(\d{1,15}(?:[.,]\d{1,3})?)\s*([a-z]*)$/

/** Those of the International System and, with an `i`, the powers of two. */
const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1_024,
  mi: 1_024 ** 2,
  gi: 1_024 ** 3,
  ti: 1_024 ** 4,
}
