import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeOf, expressionAt, isRegister, registersIn } from '../../src/common/assembly';

describe('isRegister', () => {
  it('knows registers of every width', () => {
    const names = [
      'al',
      'AX',
      'eax',
      'rax',
      'r8',
      'r15d',
      'sil',
      'cs',
      'cr0',
      'dr7',
      'xmm15',
      'eip',
    ];
    for (const name of names) {
      assert.ok(isRegister(name), name);
    }
  });

  it('knows no other words', () => {
    for (const name of ['mov', 'r16', 'cr9', 'eal', 'main', 'xmm16', 'es_', '']) {
      assert.ok(!isRegister(name), name);
    }
  });
});

describe('codeOf', () => {
  it('cuts comments but not what stands in quotes', () => {
    assert.equal(codeOf("mov al, ';' ; a semicolon"), "mov al, ';' ");
    assert.equal(codeOf('movl $1, %eax # one'), 'movl $1, %eax ');
  });
});

describe('expressionAt', () => {
  const line = 'start:  mov eax, [ebp + 8] ; mov ebx';
  const cases: [string, number, string | undefined][] = [
    ['a label', 2, 'start'],
    ['a register', line.indexOf('eax') + 1, 'eax'],
    ['a bracket', line.indexOf('['), '[ebp + 8]'],
    ['the closing bracket', line.indexOf(']'), '[ebp + 8]'],
    ['a register inside brackets', line.indexOf('ebp'), 'ebp'],
    ['a number', line.indexOf('8'), undefined],
    ['a comment', line.indexOf('ebx'), undefined],
  ];
  for (const [what, column, text] of cases) {
    it(`finds ${text ?? 'nothing'} on ${what}`, () => {
      assert.equal(expressionAt(line, column)?.text, text);
    });
  }

  it('takes the sigil off a register of GAS', () => {
    assert.equal(expressionAt('movl %eax, %ebx', 6)?.text, 'eax');
  });
});

describe('registersIn', () => {
  it('names each register once, in order', () => {
    const found = registersIn('add AX, bx ; cx').map((register) => register.text);
    assert.deepEqual(found, ['ax', 'bx']);
    assert.deepEqual(
      registersIn('mov eax, [eax + esi*4]').map((register) => register.text),
      ['eax', 'esi'],
    );
  });
});
