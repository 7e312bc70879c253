"""What buyers are told by WhatsApp: the texts are head office's, the messages lie in the outbox."""

HARMLESS = {"notices.NoticeTemplate.name": "name of a text, not of a person"}
