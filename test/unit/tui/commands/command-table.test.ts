import { describe, expect, it } from 'vitest'
import { chordLabel } from '../../../../src/tui/commands/chord-label.ts'
import { COMMANDS } from '../../../../src/tui/commands/command-table.ts'

describe('the table of commands', () => {
  it('gives every action a key', () => {
    const keyless = COMMANDS.filter(({ chords, keysShown }) => chords.length === 0 && !keysShown)
    expect(keyless).toEqual([])
  })

  it('gives no key and no slash command to two actions', () => {
    for (const words of [
      COMMANDS.flatMap(({ chords }) => chords),
      COMMANDS.flatMap(({ slash }) => slash),
    ]) {
      expect(words).toHaveLength(new Set(words).size)
    }
  })

  it('writes keys as people read them', () => {
    const labels = ['ctrl+k', 'shift+up', 'alt+down', 'f1', 'pageup', 'alt+1'].map(chordLabel)
    expect(labels).toEqual(['Ctrl-K', 'Shift-↑', 'Alt-↓', 'F1', 'PgUp', 'Alt-1'])
  })
})
