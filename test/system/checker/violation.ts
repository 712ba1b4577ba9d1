import type { ChatKey } from './run-record.ts'

/** Which promise was broken. */
export type Rule =
  | 'lost'
  | 'vanished'
  | 'leaked'
  | 'duplicated'
  | 'invented'
  | 'altered'
  | 'author-order'
  | 'common-order'
  | 'receipt-ahead'
  | 'state-back'

export interface Violation {
  readonly rule: Rule
  readonly chat: ChatKey
  /** At whom it was seen. */
  readonly user: string
  /** The texts that it is about. */
  readonly texts: readonly string[]
  readonly details: string
}

/** A few lines for each rule, chat and user, for people. */
export function describeViolations(violations: readonly Violation[]): string {
  const lines: string[] = []
  const groups = Map.groupBy(violations, ({ rule, chat, user }) => `${rule} in ${chat} at ${user}`)
  for (const [title, group] of groups) {
    lines.push(`${title}: ${group.length}`)
    for (const { details } of group.slice(0, SHOWN_PER_GROUP)) {
      lines.push(...details.split('\n').map((line) => `  ${line}`))
    }
    if (group.length > SHOWN_PER_GROUP) lines.push(`  … ${group.length - SHOWN_PER_GROUP} more`)
  }
  return lines.join('\n')
}

const SHOWN_PER_GROUP = 8
