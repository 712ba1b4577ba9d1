import { describe, expect, it } from 'vitest'
import {
  canAct,
  findTransfer,
  listTransfers,
} from '../../../../src/commands/files/transfer-acts.ts'
import type { TransferAct } from '../../../../src/commands/files/transfer-acts.ts'
import type { TransferState } from '../../../../src/peer/files.ts'
import { transfer, transfers } from '../../../helpers/transfers.ts'

const ACTS: readonly TransferAct[] = [
  ...(['get', 'refuse', 'pause', 'resume', 'cancel', 'retry', 'forget'] as const),
]

function actsOf(state: TransferState): readonly TransferAct[] {
  return ACTS.filter((act) => canAct(act, state))
}

describe('what can be done with a transfer', () => {
  it('follows its state at the receiver', () => {
    expect(actsOf(transfer({ state: 'offered' }))).toEqual(['get', 'refuse'])
    expect(actsOf(transfer({ state: 'waiting' }))).toEqual(['pause', 'cancel'])
    expect(actsOf(transfer({ state: 'active' }))).toEqual(['pause', 'cancel'])
    expect(actsOf(transfer({ state: 'paused' }))).toEqual(['resume', 'cancel'])
    expect(actsOf(transfer({ state: 'done' }))).toEqual(['forget'])
    expect(actsOf(transfer({ state: 'failed' }))).toEqual(['retry', 'forget'])
    expect(actsOf(transfer({ state: 'cancelled' }))).toEqual(['retry', 'forget'])
  })

  it('follows its state at the sender', () => {
    expect(actsOf(transfer({ own: true, state: 'offered' }))).toEqual(['pause', 'cancel'])
    expect(actsOf(transfer({ own: true, state: 'active' }))).toEqual(['pause', 'cancel'])
    expect(actsOf(transfer({ own: true, state: 'paused' }))).toEqual(['resume', 'cancel'])
    expect(actsOf(transfer({ own: true, state: 'waiting', preparing: true }))).toEqual(['cancel'])
  })
})

describe('the transfer that a command means', () => {
  const known = transfers(
    transfer({ id: 'a', name: 'old.pdf', at: 1, chat: '#lab' }),
    transfer({ id: 'b', name: 'new.pdf', at: 2, chat: '#lab' }),
    transfer({ id: 'c', name: 'other.zip', at: 3, chat: '@bob', state: 'active' }),
    transfer({ id: 'd', name: 'done.zip', at: 4, chat: '@bob', state: 'done' }),
  )
  const find = (act: TransferAct, typed: string, chat?: '#lab' | '@bob'): string | undefined =>
    findTransfer(act, known, { typed, chat })?.id

  it('is the newest of the chat that it fits', () => {
    expect(find('get', '', '#lab')).toBe('b')
    expect(find('get', '', '@bob')).toBeUndefined()
    expect(find('pause', '', '@bob')).toBe('c')
    expect(find('get', '')).toBe('b')
  })

  it('is the one with a number, counted from the oldest, unless it does not fit', () => {
    expect(listTransfers(known).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a'])
    expect(find('get', '1')).toBe('a')
    expect(find('get', '4')).toBeUndefined()
    expect(find('get', '0')).toBeUndefined()
  })

  it('is the newest whose name has what was typed, in whatever chat', () => {
    expect(find('get', 'OLD', '@bob')).toBe('a')
    expect(find('get', 'pdf')).toBe('b')
    expect(find('forget', 'zip')).toBe('d')
    expect(find('get', 'nothing')).toBeUndefined()
  })
})
