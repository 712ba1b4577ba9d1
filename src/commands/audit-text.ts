import type { ModerationTexts } from '../i18n/catalogs/moderation/moderation.ts'
import type { TuiTexts } from '../i18n/catalogs/tui.ts'
import type { AuditLine, AuditReport } from '../peer/moderation.ts'
import { eventText } from './event-text.ts'

/** What an entry of the audit says, and why it does not count. */
export function auditText(
  entry: AuditLine,
  texts: Pick<TuiTexts, 'events' | 'policyChanges'>,
  audit: ModerationTexts['audit'],
): string {
  const sentence = sentenceOf(entry, texts, audit)
  if (entry.counts) return sentence
  const reason = entry.reason === null ? '' : (audit.reasons[entry.reason] ?? entry.reason)
  return `${sentence} – ${audit.ignored}: ${reason}`
}

/** What came of verifying it. */
export function reportText(
  { entries, signatures, matches, wrong }: AuditReport,
  audit: ModerationTexts['audit'],
): string {
  if (wrong !== null) {
    const reason = audit.reasons[wrong.reason] ?? wrong.reason
    return audit.wrong(wrong.by, wrong.id.slice(0, ID_SHOWN), reason)
  }
  return matches ? audit.proved(entries, signatures) : audit.differs
}

/** Enough to find an entry again. */
const ID_SHOWN = 12

function sentenceOf(
  { what, ...entry }: AuditLine,
  texts: Pick<TuiTexts, 'events' | 'policyChanges'>,
  audit: ModerationTexts['audit'],
): string {
  switch (what) {
    case 'epoch':
      return audit.epoch(entry.by, entry.epoch)
    case 'refused':
      return audit.refused(entry.by)
    case 'hidden-message':
      return audit.hiddenMessage(entry.by)
    default:
      return eventText({ ...entry, event: what }, texts)
  }
}
