import type { Language } from './translate.ts'

/** `4.1 MB`: a number of bytes as people read it, in their language. */
export function formatSize(language: Language, bytes: number): string {
  return formatWithUnit(language, bytes, UNITS)
}

/** `11 MB/s`: bytes a second as people read them. */
export function formatRate(language: Language, bytesPerSecond: number): string {
  return formatWithUnit(language, bytesPerSecond, RATE_UNITS)
}

/** `0:12`, `1:02:03`: a span of seconds as clocks count it down. */
export function formatCountdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const parts = [whole % 60, Math.floor(whole / 60) % 60]
  const hours = Math.floor(whole / 3_600)
  const [last, first] = parts.map((part) => String(part).padStart(2, '0'))
  return hours > 0 ? `${hours}:${first}:${last}` : `${parts[1]}:${last}`
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const RATE_UNITS = UNITS.map((unit) => `${unit}-per-second`)

function formatWithUnit(language: Language, value: number, units: readonly string[]): string {
  // A number that rounds up to a thousand has the next unit.
  const power = Math.floor(Math.log10(Math.max(1, value * ROUNDED_UP)) / 3)
  const step = Math.min(units.length - 1, power)
  const shown = value / 1_000 ** step
  const unit = units[step] ?? 'byte'
  return formatOf(language, unit, step > 0 && shown < 100).format(shown)
}

const ROUNDED_UP = 1.000_5

/** Formatters are slow to make and sizes are written often. */
function formatOf(language: Language, unit: string, hasFraction: boolean): Intl.NumberFormat {
  const key = `${language} ${unit} ${hasFraction}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: hasFraction ? 1 : 0,
  })
  formats.set(key, made)
  return made
}

const formats = new Map<string, Intl.NumberFormat>()
