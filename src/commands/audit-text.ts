import type { ModerationTexts } from '../i18n/catalogs/moderation/moderation.ts'
import type { TuiTexts } from '../i18n/catalogs/tui.ts'
import type { AuditLine, AuditReport } from '../peer/moderation.ts'

/** What an entry of the audit says, and why it does not count. */
export function auditText(
  entry: AuditLine,
  { events, audit }: { events: TuiTexts['events']; audit: ModerationTexts['audit'] },
): string {
  const sentence = sentenceOf(entry, events, audit)
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
  { by, what, subject, epoch }: AuditLine,
  events: TuiTexts['events'],
  audit: ModerationTexts['audit'],
): string {
  switch (what) {
    case 'epoch':
      return audit.epoch(by, epoch)
    case 'refused':
      return audit.refused(by)
    case 'hidden-message':
      return audit.hiddenMessage(by)
    default:
      return events[what](by, subject)
  }
}
