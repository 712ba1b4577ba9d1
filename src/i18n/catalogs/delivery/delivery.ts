/** How far messages have come, and what is in their way. */
export interface DeliveryTexts {
  readonly gap: (missing: number) => string
  readonly gapFetching: (missing: number) => string
  /** `time` is when it is tried again. */
  readonly mailboxFull: (time: string) => string
  readonly forked: (names: readonly string[]) => string
  /** What each tick means, for the help. */
  readonly ticks: readonly (readonly [string, string])[]
  readonly ticksTitle: string
  readonly details: {
    readonly title: string
    readonly keys: string
    readonly none: string
    readonly sentAt: string
    readonly tracker: string
    readonly stored: string
    readonly notStored: string
    readonly nobody: string
    readonly counts: (delivered: number, read: number, recipients: number) => string
    readonly states: Readonly<Record<'waiting' | 'delivered' | 'read', string>>
  }
  readonly leaving: {
    /** When it takes longer than a moment. */
    readonly busy: string
    readonly waiting: (count: number) => string
  }
  readonly receipts: {
    readonly on: string
    readonly off: string
  }
}
