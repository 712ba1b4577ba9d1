import type { VerifyTexts } from './verify.ts'

export const verifyEn: VerifyTexts = {
  title: (name) => `Verify ${name}`,
  explanation: (name) =>
    `${name} sees the same words with /verify. Compare them side by side or on the phone. If they agree, nobody stands between you.`,
  words: 'Words',
  digits: 'Digits',
  isVerified: (name) => `✔ You have verified ${name}.`,
  confirmKeys: 'Y they agree · Esc close',
  withdrawKeys: 'U no longer verified · Esc close',
  confirmed: (name) => `${name} is verified ✔`,
  withdrawn: (name) => `${name} is no longer verified.`,
}
