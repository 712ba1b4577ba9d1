import { createEpochSecret, epochCommitment, unwrapSecret, wrapSecret } from '../../crypto/epoch.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import type { RoomView } from '../../log/room-view.ts'
import type { ControlEvent } from '../../protocol/events.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { EPOCH_AGE_MS } from '../../protocol/limits.ts'
import type { EpochSecrets } from '../../store/profile/epoch-secrets.ts'
import type { Wrap, WrapKeyRecord } from '../../protocol/records.ts'

/** Wraps of epochs that are not known yet wait here, so that a wrap may come before its epoch. */
const MAX_EARLY_EPOCHS = 64
const MAX_WRAPS_PER_EPOCH = 3

export interface OwnWrapKeys {
  privateKeyOf(wrapKid: string): PrivateKey | undefined
}

/** The secrets of one chat's epochs: who can open what. */
export interface EpochKeys {
  secretOf(epoch: EntryId): Buffer | undefined
  /** The valid epoch that this node can seal with now; undefined when a new one is due. */
  sealingEpoch(
    view: RoomView,
    now: number,
  ): { epoch: EntryId; secret: Buffer; clock: number } | undefined
  /** A fresh secret and the event that announces it for the members of `view`. */
  draft(view: RoomView): { secret: Buffer; event: ControlEvent & { type: 'epoch' } }
  store(epoch: EntryId, secret: Buffer): Promise<void>
  /** Takes wraps for this user; returns the epochs that can be opened now and could not before. */
  receive(wraps: readonly Wrap[], view: RoomView): Promise<readonly EntryId[]>
  /** Tries the wraps that came before their epochs. */
  retryEarly(view: RoomView): Promise<readonly EntryId[]>
  /** Wraps for one member, of those epochs that it belongs to and this node can open. */
  wrapsFor(
    member: Kid,
    wrapKey: WrapKeyRecord,
    epochs: readonly EntryId[],
    view: RoomView,
  ): readonly Wrap[]
}

export function createEpochKeys(
  chat: ChatId,
  self: Kid,
  secrets: Pick<EpochSecrets, 'get' | 'put'>,
  ownWrapKeys: OwnWrapKeys,
): EpochKeys {
  const early = new Map<EntryId, Wrap[]>()

  function keepEarly(wrap: Wrap): void {
    const waiting = early.get(wrap.epoch) ?? []
    if (waiting.length >= MAX_WRAPS_PER_EPOCH) return
    if (waiting.length === 0 && early.size >= MAX_EARLY_EPOCHS) return
    early.set(wrap.epoch, [...waiting, wrap])
  }

  /** The commitment in the signed epoch event proves the secret, whoever wrapped it. */
  function open(wrap: Wrap, view: RoomView): Buffer | undefined {
    const commitment = view.epochs.get(wrap.epoch)?.commitment
    const privateKey = ownWrapKeys.privateKeyOf(wrap.wrapKid)
    if (commitment === undefined || privateKey === undefined) return undefined
    return unwrapSecret({ wrap, chat, privateKey, commitment })
  }

  async function receive(wraps: readonly Wrap[], view: RoomView): Promise<readonly EntryId[]> {
    const opened: EntryId[] = []
    for (const wrap of wraps) {
      if (wrap.to !== self || secrets.get(chat, wrap.epoch) !== undefined) continue
      if (!view.epochs.has(wrap.epoch)) {
        keepEarly(wrap)
        continue
      }
      const secret = open(wrap, view)
      if (secret === undefined) continue
      await secrets.put(chat, wrap.epoch, secret)
      opened.push(wrap.epoch)
    }
    return opened
  }

  return {
    secretOf: (epoch) => secrets.get(chat, epoch),
    sealingEpoch(view, now) {
      const epoch = view.currentEpoch
      const details = epoch && view.epochs.get(epoch)
      const secret = epoch && secrets.get(chat, epoch)
      if (!details || !secret || now - details.sentAt > EPOCH_AGE_MS) return undefined
      return { epoch: details.id, secret, clock: details.clock }
    },
    draft(view) {
      const secret = createEpochSecret()
      return {
        secret,
        event: {
          type: 'epoch',
          commitment: epochCommitment(secret, chat),
          membersHash: view.membersHash,
          reason: reasonFor(view),
        },
      }
    },
    store: (epoch, secret) => secrets.put(chat, epoch, secret),
    receive,
    async retryEarly(view) {
      const ready = [...early.values()].flat().filter((wrap) => view.epochs.has(wrap.epoch))
      for (const wrap of ready) early.delete(wrap.epoch)
      return receive(ready, view)
    },
    wrapsFor(member, wrapKey, epochs, view) {
      return epochs.flatMap((epoch) => {
        const secret = secrets.get(chat, epoch)
        if (!secret || view.epochs.get(epoch)?.members.has(member) !== true) return []
        return [wrapSecret({ secret, chat, epoch, wrapKey })]
      })
    },
  }
}

function reasonFor(view: RoomView): 'first' | 'members' | 'age' {
  if (view.epochs.size === 0) return 'first'
  return view.currentEpoch === undefined ? 'members' : 'age'
}
