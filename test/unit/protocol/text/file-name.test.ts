import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FILE_NAME_BYTES_MAX, sanitizeFileName } from '../../../../src/protocol/text/file-name.ts'

describe('a file name of others', () => {
  it.each([
    ['slides.pdf', 'slides.pdf'],
    ['Relatório final.odt', 'Relatório final.odt'],
    ['会議.txt', '会議.txt'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\evil.exe', '_.._evil.exe'],
    ['/etc/passwd', '_etc_passwd'],
    ['a\u2044b\u2215c\uFF0Fd\uFF3Ce', 'a_b_c_d_e'],
    ['C:secret', 'C_secret'],
    ['.bashrc', 'bashrc'],
    ['--help', 'help'],
    ['\u2013rf', 'rf'],
    ['. . .', 'file'],
    ['.\u{102E0}', 'file'],
    ['-\u0301a', 'a'],
    ['', 'file'],
    ['\u0000\u001B[31m', '[31m'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['com1 .log', '_com1 .log'],
    ['ends in dots...', 'ends in dots'],
    ['ends in spaces   ', 'ends in spaces'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['photo\u200Fgpj.exe', 'photogpj.exe'],
    ['line\nbreak\ttab', 'line break tab'],
    ['a?b*c"d<e>f|g', 'a_b_c_d_e_f_g'],
  ])('%j becomes %j', (given, expected) => {
    expect(sanitizeFileName(given)).toBe(expected)
  })

  it('of 300 bytes is cut within a letter’s bounds and keeps its ending', () => {
    const name = sanitizeFileName(`${'é'.repeat(150)}.tar.gz`)
    expect(name.endsWith('é.gz')).toBe(true)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(FILE_NAME_BYTES_MAX)
    expect(Buffer.byteLength(name)).toBeGreaterThan(FILE_NAME_BYTES_MAX - 3)
  })

  it('never leaves its folder, hides, names a device or breaks a line, and stays the same when done again', () => {
    const unit = fc.oneof(
      fc.constantFrom('.', '/', '\\', '-', ' ', ':', '\u202E', '\u0000', '\u2024', '\uFF0F', 'con'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 120 }), (units) => {
        const name = sanitizeFileName(units.join(''))
        expect(name).not.toMatch(/[/\\:\p{Cc}\u202A-\u202E\u2066-\u2069]|^[.\s-]|[.\s]$|^$/u)
        expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(FILE_NAME_BYTES_MAX)
        expect(sanitizeFileName(name)).toBe(name)
      }),
      { numRuns: 2_000 },
    )
  })
})
