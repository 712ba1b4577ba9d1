import type { VerifyTexts } from './verify.ts'

export const verifyPtBr: VerifyTexts = {
  title: (name) => `Verificar ${name}`,
  explanation: (name) =>
    `${name} vê as mesmas palavras com /verify. Comparem lado a lado ou pelo telefone. Se são iguais, ninguém está no meio.`,
  words: 'Palavras',
  digits: 'Dígitos',
  isVerified: (name) => `✔ Você verificou ${name}.`,
  confirmKeys: 'Y são iguais · Esc fechar',
  withdrawKeys: 'U não verificado · Esc fechar',
  confirmed: (name) => `${name} está verificado ✔`,
  withdrawn: (name) => `${name} não está mais verificado.`,
}
