/** What is said about files on their way, files that are shared, and offers that are accepted without asking. */
export interface FilesTexts {
  readonly states: Readonly<Record<TransferWord, string>>
  /** How many of the people in the chat have an own file. */
  readonly have: (done: number, of: number) => string
  readonly savedAs: (path: string) => string
  /** Above the composer. */
  readonly note: {
    readonly offers: (from: string, name: string) => string
    readonly preparing: (name: string) => string
  }
  readonly notice: {
    readonly arrived: (name: string, path: string) => string
    readonly failed: (name: string, reason: string) => string
    readonly fetching: (name: string) => string
    readonly shared: (name: string) => string
    readonly unshared: (name: string) => string
    /** By what was asked for. */
    readonly noneFits: Readonly<Record<TransferActName, string>>
    readonly noShares: string
  }
  readonly transfers: {
    readonly title: string
    readonly none: string
    readonly keys: string
    readonly from: (name: string, chat: string) => string
    readonly to: (chat: string) => string
    readonly bytes: (done: string, of: string) => string
    readonly left: (time: string) => string
  }
  readonly attach: {
    readonly sendTitle: (chat: string) => string
    readonly shareTitle: string
    readonly path: string
    readonly wholeFolder: (folder: string) => string
    readonly empty: string
    readonly keys: string
    readonly shareText: string
  }
  readonly shares: {
    readonly title: (name: string | undefined) => string
    readonly filter: string
    readonly none: string
    /** With something typed to look for. */
    readonly noneFound: string
    readonly you: string
    readonly status: Readonly<Record<'changed' | 'missing', string>>
    readonly keys: string
  }
  readonly autoAccept: {
    readonly title: string
    readonly text: string
    readonly modes: Readonly<Record<AutoAcceptMode, string>>
    readonly size: string
    readonly sizeInvalid: string
    readonly keys: string
    /** The policy as one sentence. */
    readonly policy: (mode: AutoAcceptMode, size: string) => string
    readonly usage: string
  }
}

export type AutoAcceptMode = 'off' | 'verified' | 'all'
export type TransferActName =
  | 'get'
  | 'refuse'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'forget'
  | 'unshare'
export type TransferWord =
  | 'offered'
  | 'waiting'
  | 'active'
  | 'paused'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'preparing'
