import { describe, expect, it } from 'vitest'
import { shortenMoves } from '../../../../src/tui/terminal/shorten-moves.ts'

const DOWN = '\u001B[E'

describe('moves of a frame', () => {
  it('become one sequence when many follow each other', () => {
    expect(shortenMoves(`a${DOWN.repeat(21)}b${DOWN.repeat(3)}`)).toBe('a\u001B[21Eb\u001B[3E')
  })

  it('stay as they are when they stand alone', () => {
    expect(shortenMoves(`a${DOWN}b\u001B[2K${DOWN}`)).toBe(`a${DOWN}b\u001B[2K${DOWN}`)
  })
})
