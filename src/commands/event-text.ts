import type { TuiTexts } from '../i18n/catalogs/tui.ts'
import type { EventItem } from '../peer/state.ts'
import { formatDuration } from '../shared/duration.ts'

/** What happened to a room, as a sentence. */
export function eventText(
  { event, by, subject, policy }: Pick<EventItem, 'event' | 'by' | 'subject' | 'policy'>,
  { events, policyChanges }: Pick<TuiTexts, 'events' | 'policyChanges'>,
): string {
  const sentences: string[] = []
  if (policy !== undefined) {
    const { admit, inactivity } = policy
    if (admit !== null) sentences.push(policyChanges[admit](by))
    if (inactivity === 'never') sentences.push(policyChanges.never(by))
    else if (inactivity !== null) {
      sentences.push(policyChanges.inactivity(by, formatDuration(inactivity)))
    }
  }
  return sentences.length === 0 ? events[event](by, subject) : sentences.join('; ')
}
