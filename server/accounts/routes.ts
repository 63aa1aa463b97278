import type { FastifyRequest } from 'fastify';
import * as calls from '../../contract/accounts.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { requireSession, sessionOf } from '../kernel/http/caller.ts';
import { cookieOf, DEVICE_COOKIE, SESSION_COOKIE } from '../kernel/http/cookie-header.ts';
import { clearSessionCookie, mayKeepCookies, setSessionCookies } from '../kernel/http/cookies.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessUser, getUser, type People } from './access.ts';
import { addAccount, getOwnAccount, hasAdmin } from './account.ts';
import { createCodeGuard, createFloodGuard, createSprayGuard } from './attempts.ts';
import { logIn } from './login.ts';
import type { Passwords } from './passwords.ts';
import { changeInfo } from './profile.ts';
import { serveProfile } from './profile-routes.ts';
import { addPushToken } from './push-tokens.ts';
import { addRecoveryCode } from './recovery.ts';
import { endSession, refreshSession } from './sessions.ts';

export function serveAccounts(school: School, serve: Serve, passwords: Passwords, people: People): void {
  const limited = school.config.access === 'signed-in';
  const publicOrigin = school.config.publicUrl?.origin;
  const codes = createCodeGuard();
  const spray = createSprayGuard(school.clock);
  // A school registers its thousand pupils from one address in a morning; a flood does it in a minute.
  const slowRegistrations = createFloodGuard(3_000, 3_600);

  serve(calls.getSchool, async () => ({
    message: 'School retrieved',
    needs_admin: !(await hasAdmin(school)),
    register: school.config.registerByCodeOnly ? ('code' as const) : ('open' as const),
    recovery: school.config.resetByAnswer ? ('answer' as const) : ('code' as const),
    access: school.config.access,
    time_zone: school.clock.timeZone,
    max_upload: school.config.maxUpload,
    max_upload_in_parts: school.config.maxUploadInParts,
    version: packageJson.version,
  }));

  serve(calls.register, async ({ input, request, reply }) => {
    if (limited) await slowRegistrations(request.ip);
    if (limited && input.auth_code !== undefined) await codes.refuseIfTripped(request.ip);
    try {
      const { username, nickname, token, deviceToken, role, byCode } = await addAccount(
        school,
        passwords,
        input,
        agentOf(request),
      );
      if (mayKeepCookies(request, publicOrigin)) setSessionCookies(request, reply, { token, deviceToken });
      return {
        message: byCode ? 'Admin registration successful' : 'Student registration successful',
        nickname,
        token,
        role,
        username,
        picture: '',
      };
    } catch (refusal) {
      if (limited && isWrongCode(refusal)) await codes.countWrong(request.ip);
      throw refusal;
    }
  });

  serve(calls.login, async ({ input, request, reply }) => {
    const keepsCookies = mayKeepCookies(request, publicOrigin);
    const from = { address: request.ip, agent: agentOf(request), knownBy: deviceSecrets(request), keepsCookies };
    const { username, picture, nickname, role, token, deviceToken, notice } = await logIn(
      school,
      { passwords, spray },
      input,
      from,
    );
    if (keepsCookies) setSessionCookies(request, reply, { token, deviceToken });
    const told = notice === undefined ? {} : { notice };
    return { message: 'Login successful', nickname, token, role, username, picture, ...told };
  });

  serve(calls.logout, async ({ caller, request, reply }) => {
    await endSession(school, requireSession(caller).tokenHash);
    clearSessionCookie(request, reply);
    return { message: 'Logged out' };
  });

  serve(calls.auth, async ({ caller }) => {
    const { userId, username, nickname, role } = requireSession(caller);
    return { message: 'Authentication successful', username, nickname, role, ...(await getOwnAccount(school, userId)) };
  });

  serve(calls.refresh, async ({ caller, request, reply }) => {
    const token = await refreshSession(school, requireSession(caller), agentOf(request));
    if (cookieOf(request, SESSION_COOKIE) !== undefined && mayKeepCookies(request, publicOrigin)) {
      setSessionCookies(request, reply, { token });
    }
    return { message: 'Token refreshed', token };
  });

  serve(calls.submitFcmToken, async ({ input }) => {
    const user = await getUser(school.database.db, input.username);
    await addPushToken(school, user.id, input.token);
    return { message: 'FCM token submitted' };
  });

  serve(calls.getRole, async ({ input, caller }) => {
    const { role } = await accessUser(school, sessionOf(caller), input.username, people);
    return { message: 'Role retrieved', role };
  });

  serve(calls.getInfo, async ({ input, caller }) => {
    const found = await accessUser(school, sessionOf(caller), input.username, people);
    const { nickname, role, username, picture } = found;
    return { message: 'Info retrieved', nickname, role, username, picture };
  });

  serve(calls.createRecoveryCode, async ({ input, caller }) => {
    const code = await addRecoveryCode(school, requireSession(caller), input.username, people);
    return { message: 'Recovery code created', recovery_code: code };
  });

  serve(calls.changeInfo, async ({ input, caller }) => {
    return { message: await changeInfo(school, passwords, input, sessionOf(caller)) };
  });

  serveProfile(school, serve, people);
}

function agentOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? '';
}

/** What a device shows of earlier visits: its long cookie, or a token it still has. */
function deviceSecrets(request: FastifyRequest): string[] {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return [cookieOf(request, DEVICE_COOKIE), cookieOf(request, SESSION_COOKIE), bearer].filter(
    (one) => one !== undefined,
  );
}

function isWrongCode(refusal: unknown): boolean {
  return typeof refusal === 'object' && refusal !== null && 'code' in refusal && refusal.code === 'invalid_auth_code';
}
