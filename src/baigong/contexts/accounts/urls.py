"""Routes of accounts: one's own under ``/account/`` (beside the sign-in library's), the administration under ``/console/accounts/``."""

from django.urls import path

from baigong.contexts.accounts.views import accounts, auditing, entering, hand_overs, invitations, own, security, tokens

app_name = "accounts"
urlpatterns = [
    path("account/", own.profile, name="profile"),
    path("account/log/", own.own_log, name="own-log"),
    path("account/sessions/", own.own_sessions, name="own-sessions"),
    path("account/sessions/end-others/", own.sessions_end_others, name="sessions-end-others"),
    path("account/sessions/<int:pk>/end/", own.session_end, name="session-end"),
    path("account/password/set/", own.no_password, name="no-password"),  # where the library sends accounts without one
    path("account/invitation/<str:code>/", entering.invitation_accept, name="invitation-accept"),
    path("account/sample/<str:username>/", entering.sample_sign_in, name="sample-sign-in"),
    path("console/accounts/", accounts.account_list, name="account-list"),
    path("console/accounts/<int:pk>/", accounts.account, name="account"),
    path("console/accounts/<int:pk>/edit/", accounts.account_edit, name="account-edit"),
    path("console/accounts/<int:pk>/grant/", accounts.role_grant, name="role-grant"),
    path("console/accounts/<int:pk>/reset/", accounts.account_reset, name="account-reset"),
    path("console/accounts/<int:pk>/do/<slug:act>/", accounts.account_act, name="account-act"),
    path("console/accounts/roles/<int:pk>/end/", accounts.role_end, name="role-end"),
    path("console/accounts/invitations/", invitations.invitation_list, name="invitation-list"),
    path("console/accounts/invitations/add/", invitations.invitation_add, name="invitation-add"),
    path("console/accounts/invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path("console/accounts/invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
    path("console/accounts/hand-overs/", hand_overs.hand_over_list, name="hand-over-list"),
    path("console/accounts/hand-overs/<int:pk>/", hand_overs.hand_over, name="hand-over"),
    path("console/accounts/hand-overs/<int:pk>/hand/", hand_overs.hand_over_hand, name="hand-over-hand"),
    path("console/accounts/hand-overs/<int:pk>/invite/", hand_overs.hand_over_invite, name="hand-over-invite"),
    path("console/accounts/locks/", security.lock_list, name="lock-list"),
    path("console/accounts/locks/unlock/", security.unlock, name="unlock"),
    path("console/accounts/second-factor/", security.factor_rules, name="factor-rules"),
    path("console/accounts/second-factor/<slug:role>/", security.factor_rule_set, name="factor-rule-set"),
    path("console/accounts/tokens/", tokens.token_list, name="token-list"),
    path("console/accounts/tokens/add/", tokens.token_add, name="token-add"),
    path("console/accounts/tokens/<int:pk>/", tokens.token, name="token"),
    path("console/accounts/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("console/accounts/audit/", auditing.audit_list, name="audit-list"),
    path("console/accounts/audit/<int:pk>/", auditing.audit_event, name="audit-event"),
    path("console/accounts/audit/blocks/", auditing.audit_blocks, name="audit-blocks"),
    path("console/accounts/audit/verify/", auditing.audit_verify, name="audit-verify"),
]
