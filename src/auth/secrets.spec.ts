import { describe, expect, it } from '@jest/globals';
import { credentialHash, hashPassword, newCredential, verifyPassword } from './secrets.js';

describe(newCredential.name, () => {
  it('has 256 random bits behind its prefix', () => {
    expect(newCredential('jhk')).toMatch(/^jhk_[\w-]{43}$/);
    expect(newCredential('jhs')).toMatch(/^jhs_/);
    expect(newCredential('jhk')).not.toBe(newCredential('jhk'));
  });
});

describe(credentialHash.name, () => {
  it('is the SHA-256 in hex', () => {
    expect(credentialHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe(verifyPassword.name, () => {
  it('knows the password however its characters are composed, and no other', async () => {
    const stored = await hashPassword('비밀번호-한글 ñ');
    expect(stored).toMatch(/^scrypt\$65536\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword('비밀번호-한글 ñ'.normalize('NFD'), stored)).toBe(true);
    expect(await verifyPassword('비밀번호-한글 n', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
  });

  it('knows a password by the parameters it was stored with', async () => {
    // scrypt of RFC 7914, section 12, its first 32 bytes of 64 being those of a key of 32.
    const stored = 'scrypt$1024$8$16$TmFDbA$_bq-HJ00cgB4VucZDQHp_nxq18vII3gw53N2Y0s3MWI';
    expect(await verifyPassword('password', stored)).toBe(true);
    expect(await verifyPassword('passwords', stored)).toBe(false);
  });

  it('salts: the same password is stored differently', async () => {
    expect(await hashPassword('x')).not.toBe(await hashPassword('x'));
  });

  it('never accepts where nothing is stored, whatever the decoy is of', async () => {
    expect(await verifyPassword('', null)).toBe(false);
    expect(await verifyPassword('password', null)).toBe(false);
  });
});
