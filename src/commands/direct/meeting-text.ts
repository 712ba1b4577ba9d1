import type { ClockFormat } from '../../i18n/clock-format.ts'
import type { DirectTexts } from '../../i18n/catalogs/direct/direct.ts'
import type { DirectState } from '../../peer/direct.ts'

/** How two people stand to each other who talk without a tracker, in a sentence; '' before the first meeting. */
export function meetingText(
  { role, status, partner }: DirectState,
  texts: DirectTexts,
  clock: ClockFormat,
  now: number,
): string {
  if (partner === null) return ''
  const { username, lastMet, how } = partner
  const { met, left, apart } = texts
  if (status === 'left') return left(username)
  if (status === 'apart') return apart[role](username)
  if (how === 'changed') return met.changed(username)
  if (lastMet === null) return met.new(username)
  const isToday = clock.dayNumber(lastMet) === clock.dayNumber(now)
  return isToday
    ? met.today(username, clock.time(lastMet))
    : met.known(username, clock.day(lastMet))
}
