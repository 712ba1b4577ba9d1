import type { Language } from './translate.ts'

/** How times are written in one language and in this computer's time zone. */
export interface ClockFormat {
  /** `10:21` */
  time(at: number): string
  /** `Thursday 19 November`, with the year when it is another one */
  day(at: number): string
  /** `10:21` today, else `2026-11-19` */
  date(at: number): string
  /** Equal exactly for times of one calendar day. */
  dayNumber(at: number): number
}

/** Formatters are slow to make, so one is kept for each language. */
export function clockFormat(language: Language): ClockFormat {
  const known = formats.get(language)
  if (known !== undefined) return known
  const made = createClockFormat(language)
  formats.set(language, made)
  return made
}

const formats = new Map<Language, ClockFormat>()

function createClockFormat(language: Language): ClockFormat {
  const locale = language === 'en' ? 'en-GB' : language
  const dayFormat = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
  const time = (at: number): string => {
    const date = new Date(at)
    return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
  }
  const dayNumber = (at: number): number => {
    const date = new Date(at)
    return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate()
  }
  return {
    time,
    dayNumber,
    date(at) {
      if (dayNumber(at) === dayNumber(Date.now())) return time(at)
      const date = new Date(at)
      const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join('-')
      return `${date.getFullYear()}-${day}`
    },
    day(at) {
      const isThisYear = new Date(at).getFullYear() === new Date().getFullYear()
      return dayFormat
        .formatToParts(at)
        .filter(({ type }) => type !== 'year' || !isThisYear)
        .map(({ type, value }) => (type === 'literal' ? ' ' : value))
        .join('')
        .trim()
    },
  }
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
