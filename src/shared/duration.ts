/** Seconds in what a person typed: `90s`, `30m`, `12h`, `7d`, `1h 30m`; undefined when it is no duration. */
export function parseDuration(typed: string): number | undefined {
  const text = typed.trim().toLowerCase()
  if (!DURATION.test(text)) return undefined
  let seconds = 0
  for (const [, count = '', unit = ''] of text.matchAll(PART)) {
    seconds += Number(count) * (UNIT_SECONDS[unit] ?? 0)
  }
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined
}

/** The two largest units of `seconds`, as people write them everywhere: `7 d`, `1 h 30 min`, `45 s`. */
export function formatDuration(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds))
  const parts: string[] = []
  for (const [name, size] of SHOWN_UNITS) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

const PART = /(\d{1,9})\s*([a-z]+)/g
const DURATION = /^(?:\d{1,9}\s*(?:s|sec|m|min|h|d|w)\s*)+$/
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3_600,
  d: 86_400,
  w: 7 * 86_400,
}
const SHOWN_UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const
