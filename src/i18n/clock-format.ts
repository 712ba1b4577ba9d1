import type { Language } from './translate.ts'

/** How times are written in one language and in this computer's time zone. */
export interface ClockFormat {
  /** `10:21` */
  time(at: number): string
  /** `Thursday 19 November`, with the year when it is another one */
  day(at: number): string
  /** `10:21` today, else `19/11/2026` */
  date(at: number): string
  /** `10:21` today, else `19/11/2026 10:21` */
  moment(at: number): string
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
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'short' })
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const
  const days = new Intl.DateTimeFormat(locale, day)
  const daysOfOtherYears = new Intl.DateTimeFormat(locale, { ...day, year: 'numeric' })
  const dayNumber = (at: number): number => {
    const date = new Date(at)
    return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate()
  }
  const isToday = (at: number): boolean => dayNumber(at) === dayNumber(Date.now())
  return {
    time: (at) => times.format(at),
    date: (at) => (isToday(at) ? times : dates).format(at),
    moment: (at) => (isToday(at) ? '' : `${dates.format(at)} `) + times.format(at),
    dayNumber,
    day(at) {
      const isThisYear = new Date(at).getFullYear() === new Date().getFullYear()
      return (isThisYear ? days : daysOfOtherYears).format(at)
    },
  }
}
