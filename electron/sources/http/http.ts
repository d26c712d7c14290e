/** Requests to sources: one request, a source's JSON surface, signatures for channels, replies, and attempts that repeat. */
export { createActionRequest } from './action-request.ts';
export {
  AnswerError,
  type Api,
  badAnswer,
  createApi,
  hasNoRoute,
  LONGEST_PAUSE,
  pauseOf,
  upstreamResultOf,
} from './api.ts';
export { createAttempts } from './attempts.ts';
export { type Authorize, type ChannelAuth, createAuthorize } from './authorize.ts';
export { createHttp, type Http, type HttpAnswer } from './request.ts';
export { answerAll, createUpstreamReply, type UpstreamReply } from './upstream-reply.ts';
