import { describe, expect, it } from 'vitest'
import { createEditor } from '../../../../src/tui/editor/editor.ts'
import { createOverlay } from '../../../../src/tui/ui/overlay.ts'
import { reduceUi } from '../../../../src/tui/ui/ui-reducer.ts'
import type { UiEvent } from '../../../../src/tui/ui/ui-reducer.ts'
import { createUiState, currentDraft, topOverlay } from '../../../../src/tui/ui/ui-state.ts'
import type { UiState } from '../../../../src/tui/ui/ui-state.ts'

function after(...events: readonly UiEvent[]): UiState {
  return events.reduce(reduceUi, createUiState({ columns: 80, rows: 24, language: 'en' }))
}

describe("the screen's own state", () => {
  it('keeps a draft for every chat', () => {
    const ui = after(
      { type: 'chat-selected', chat: '#a' },
      { type: 'draft-edited', draft: createEditor('for a') },
      { type: 'chat-selected', chat: '@bob' },
      { type: 'draft-edited', draft: createEditor('for bob') },
      { type: 'chat-selected', chat: '#a' },
    )
    expect(currentDraft(ui).text).toBe('for a')
  })

  it('removes the line `new` of the chat that is left', () => {
    const ui = after(
      { type: 'chat-selected', chat: '#a', newMark: 'm1' },
      { type: 'chat-selected', chat: '#b', newMark: 'm2' },
    )
    expect([...ui.newMarks]).toEqual([['#b', 'm2']])
  })

  it('stacks overlays, and opens each kind once', () => {
    const ui = after(
      { type: 'overlay-opened', overlay: createOverlay({ kind: 'rooms' }) },
      { type: 'overlay-opened', overlay: createOverlay({ kind: 'create' }) },
      { type: 'overlay-opened', overlay: createOverlay({ kind: 'rooms' }) },
    )
    expect(ui.overlays.map(({ kind }) => kind)).toEqual(['create', 'rooms'])
    expect(topOverlay(reduceUi(ui, { type: 'overlay-closed' }))?.kind).toBe('create')
  })

  it('ignores the end of an action whose overlay was closed', () => {
    const ui = after(
      { type: 'overlay-opened', overlay: createOverlay({ kind: 'help' }) },
      { type: 'overlay-changed', of: 'create', change: { problem: 'late' } },
      { type: 'overlay-closed', of: 'create' },
    )
    expect(ui.overlays).toEqual([createOverlay({ kind: 'help' })])
  })

  it('goes on with a chat that is called otherwise', () => {
    const ui = after(
      { type: 'chat-selected', chat: '#old', newMark: 'm' },
      { type: 'draft-edited', draft: createEditor('a draft') },
      { type: 'log-scrolled', chat: '#old', anchor: { id: 'm', line: 0 } },
      { type: 'overlay-opened', overlay: createOverlay({ kind: 'manage', room: 'old' }) },
      { type: 'overlay-opened', overlay: createOverlay({ kind: 'members', chat: '#old' }) },
      { type: 'chat-renamed', from: '#old', to: '#new' },
    )
    expect(ui).toMatchObject({ selected: '#new', overlays: [{ room: 'new' }, { chat: '#new' }] })
    expect(currentDraft(ui).text).toBe('a draft')
    expect([...ui.newMarks.keys(), ...ui.anchors.keys()]).toEqual(['#new', '#new'])
  })

  it('fills an overlay that is still there, and no other', () => {
    const audit = { kind: 'audit', room: 'lab', report: undefined } as const
    const filled: UiEvent = {
      type: 'overlay-filled',
      overlay: createOverlay({ ...audit, entries: [] }),
    }
    const opened = createOverlay({ ...audit, entries: undefined })
    expect(after({ type: 'overlay-opened', overlay: opened }, filled).overlays).toEqual([
      filled.overlay,
    ])
    expect(after(filled).overlays).toEqual([])
  })

  it('forgets everything of one user before the next', () => {
    const ui = after(
      { type: 'chat-selected', chat: '#secret', newMark: 'm' },
      { type: 'draft-edited', draft: createEditor('secret') },
      { type: 'noticed', notice: { tone: 'error', text: 'secret' } },
      { type: 'log-scrolled', chat: '#secret', anchor: { id: 'secret', line: 0 } },
      { type: 'logged-out', overlay: createOverlay({ kind: 'login' }) },
    )
    expect(JSON.stringify([ui, [...ui.drafts], [...ui.anchors], [...ui.newMarks]])).not.toContain(
      'secret',
    )
  })
})
