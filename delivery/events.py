"""What happens to messages and mails, in words."""

from core.events import declare

MESSAGE_READ = declare("delivery.message_read", "read a message")
ALL_READ = declare("delivery.all_read", "marked all messages as read")
PREFERENCE_CHANGED = declare("delivery.preference_changed", "chose how mail comes")
GIVEN_UP = declare("delivery.given_up", "gave up a mail")
TRIED_AGAIN = declare("delivery.tried_again", "had a mail tried again")
DEALT_WITH = declare("delivery.dealt_with", "dealt with a mail that was given up")
