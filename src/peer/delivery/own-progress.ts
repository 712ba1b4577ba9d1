import type { EntryId, Kid } from '../../protocol/ids.ts'
import {
  createDelivery,
  type Audience,
  type Delivery,
  type Receipt,
  type Said,
  type Watermarks,
} from './delivery.ts'

/** How far own messages of one chat have come. It is on disk before anybody sees it, so that a crash takes nothing back. */
export interface OwnProgress extends Pick<
  Delivery,
  | 'sent'
  | 'stateOf'
  | 'recipientsOf'
  | 'isStored'
  | 'lacking'
  | 'epochsFrom'
  | 'isUnreadBy'
  | 'waiting'
  | 'end'
> {
  setAudience(audience: Audience): void
  stored(seq: number): void
  delivered(recipient: Kid, seq: number): void
  read(recipient: Kid, seq: number): void
}

export interface OwnProgressOptions {
  readonly known: Watermarks
  readonly said: Said
  /** Resolves when it is on disk. */
  save(watermarks: Watermarks): Promise<void>
  onShown(receipts: readonly Receipt[]): void
  onTrouble(error: unknown): void
}

export function createOwnProgress(options: OwnProgressOptions): OwnProgress {
  const delivery = createDelivery(options.known, options.said)
  let hasNews = false
  let isSaving = false

  /** One write at a time; what is learned meanwhile joins the next. */
  async function save(): Promise<void> {
    isSaving = true
    try {
      while (hasNews) {
        hasNews = false
        const watermarks = delivery.learned()
        await options.save(watermarks)
        options.onShown(delivery.show(watermarks))
      }
    } catch (error) {
      // Nothing is forgotten: the next receipt brings what was not shown.
      hasNews = true
      throw error
    } finally {
      isSaving = false
    }
  }

  function learn(isNews: boolean): void {
    if (!isNews) return
    hasNews = true
    if (isSaving) return
    // Several receipts of one moment are written together.
    isSaving = true
    queueMicrotask(() => void save().catch(options.onTrouble))
  }

  return {
    sent: (seq: number, id: EntryId, epoch: EntryId) => delivery.sent(seq, id, epoch),
    setAudience: (audience) => learn(delivery.setAudience(audience)),
    stateOf: delivery.stateOf,
    recipientsOf: delivery.recipientsOf,
    isStored: delivery.isStored,
    lacking: delivery.lacking,
    epochsFrom: delivery.epochsFrom,
    isUnreadBy: delivery.isUnreadBy,
    waiting: delivery.waiting,
    get end() {
      return delivery.end
    },
    stored: (seq) => learn(delivery.stored(seq)),
    delivered: (recipient, seq) => learn(delivery.delivered(recipient, seq)),
    read: (recipient, seq) => learn(delivery.read(recipient, seq)),
  }
}
