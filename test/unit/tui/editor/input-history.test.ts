import { describe, expect, it } from 'vitest'
import { EMPTY_HISTORY, newer, older, remember } from '../../../../src/tui/editor/input-history.ts'

const sent = ['one', 'two', 'two', '  '].reduce(remember, EMPTY_HISTORY)

describe('the history of what was sent', () => {
  it('keeps each text once in a row and no blanks', () => {
    expect(sent.entries).toEqual(['one', 'two'])
  })

  it('goes back to the oldest and forward to the draft', () => {
    const first = older(sent, 'draft')
    expect(first?.text).toBe('two')
    const second = first && older(first.history, 'two')
    expect(second?.text).toBe('one')
    expect(second && older(second.history, 'one')).toBeUndefined()
    const back = second && newer(second.history)
    expect(back?.text).toBe('two')
    const draft = back && newer(back.history)
    expect(draft?.text).toBe('draft')
    expect(draft && newer(draft.history)).toBeUndefined()
  })

  it('has nothing to show before anything was sent', () => {
    expect(older(EMPTY_HISTORY, 'x')).toBeUndefined()
    expect(newer(EMPTY_HISTORY)).toBeUndefined()
  })

  it('starts from the end after sending again', () => {
    const walked = older(sent, '')
    const again = remember(walked?.history ?? sent, 'three')
    expect(older(again, '')?.text).toBe('three')
  })
})
