import type { TransferState } from '../../src/peer/files.ts'
import { message, NOON } from './fake-peer.ts'
import type { FakePeer } from './fake-peer.ts'

/** An offer of bob's in #general, except for what is said otherwise. */
export function transfer(change: Partial<TransferState> = {}): TransferState {
  return {
    id: 'f1',
    chat: '#general',
    from: change.own === true ? 'alice' : 'bob',
    own: false,
    name: 'slides.pdf',
    isFolder: false,
    size: 4_100_000,
    bytes: 0,
    rate: 0,
    etaS: null,
    state: 'offered',
    preparing: false,
    recipients: change.own === true ? { done: 0, of: 2 } : null,
    path: null,
    problem: null,
    at: NOON,
    ...change,
  }
}

export function transfers(...all: readonly TransferState[]): ReadonlyMap<string, TransferState> {
  return new Map(all.map((each) => [each.id, each]))
}

/** A transfer comes into being or goes on; everybody who listens is told. */
export function showTransfer(peer: FakePeer, changed: TransferState): void {
  peer.change((state) => ({
    ...state,
    transfers: new Map(state.transfers).set(changed.id, changed),
  }))
  peer.say({ type: 'transfer', transfer: changed })
}

/** An offer with the message that carries it. */
export function receiveOffer(peer: FakePeer, offered: TransferState): void {
  const { id, chat, own, from, name, size, isFolder } = offered
  const file = { name, size, isFolder, transfer: id }
  peer.receive(chat, { ...message({ id, own, from, text: name }), file })
  showTransfer(peer, offered)
}
