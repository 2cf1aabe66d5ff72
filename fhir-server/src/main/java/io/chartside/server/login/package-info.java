/**
 * Where people prove who they are: password, one-time code, link by mail, remembered browser; and the accounts they have. The
 * session that follows is {@link io.chartside.server.authz.SignIns}.
 */
package io.chartside.server.login;
