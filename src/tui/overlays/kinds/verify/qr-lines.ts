import { encode } from 'uqr'

/** Light modules around the code, so that a camera finds it. */
const BORDER = 1

/** A QR code in half blocks, two modules to a character: light is drawn, dark is the terminal's own background. */
export function qrLines(text: string): string[] {
  const { data } = encode(text, { border: BORDER, ecc: 'L' })
  const lines: string[] = []
  for (let row = 0; row < data.length; row += 2) {
    const upper = data[row] ?? []
    const lower = data[row + 1]
    lines.push(upper.map((isDark, column) => glyph(!isDark, lower?.[column] === false)).join(''))
  }
  return lines
}

function glyph(isUpperLight: boolean, isLowerLight: boolean): string {
  if (isUpperLight) return isLowerLight ? '█' : '▀'
  return isLowerLight ? '▄' : ' '
}
